"""Client reports: what browsers say of their own streams (contract, section 8)."""
