"""An invented county: schools, pupils, registers and term dates in the formats users have."""
