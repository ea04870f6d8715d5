"""Makes the papers that `dabir bench intake` measures by."""
