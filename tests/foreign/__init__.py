"""Programs that other people wrote, unmodified, against `m365bot sandbox serve --tls` under the real host names."""
