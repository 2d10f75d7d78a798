-- Demo time: how far the demo's clock runs ahead of the real one. Kept over restarts; always zero outside the demo.
CREATE TABLE clock_offset (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    ahead interval NOT NULL DEFAULT '0'
);
INSERT INTO clock_offset DEFAULT VALUES;
