"""The five jobs of the programme, one short file each; found by folder."""
