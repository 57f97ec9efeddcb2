enum StudioPlaceholder {}
