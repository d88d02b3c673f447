"""Forms (biểu mẫu điện tử): definitions, pages, answers, drafts, JSON Schema."""
