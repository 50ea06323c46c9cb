# Thin names for ./go, which does the work and needs no make.
.PHONY: review setup test lint check docs bench train crossval lock
review setup test lint check docs bench train crossval lock:
	@./go $@
