"""The payment platform (nền tảng thanh toán): the adapter, and the sandbox that plays the platform in the demo."""
