// Follows what moves on this page: words and a bar change as they come, and the page is drawn anew once it is over.
"use strict";

for (const place of document.querySelectorAll("[data-live]")) {
  const source = new EventSource(place.dataset.live);
  const words = place.querySelector("[data-live-words]");
  const bar = place.querySelector("progress");
  source.addEventListener("moves", (event) => {
    const told = JSON.parse(event.data);
    if (words) words.textContent = told.words;
    if (bar && told.of) {
      bar.max = told.of;
      bar.value = told.done;
    }
  });
  source.addEventListener("over", () => {
    source.close();
    location.replace(location.pathname);
  });
}
