"""The pages of the plan studio. `urls` shows one page only, which says what to install, where the numerics are missing."""
