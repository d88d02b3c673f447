"""The post (bưu chính công ích): the adapter, and the sandbox that plays the post in the demo."""
