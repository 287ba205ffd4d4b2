"""Running in public: who asks, how much they may, what is logged and measured, and whether the server is well."""
