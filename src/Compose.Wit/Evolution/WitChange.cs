namespace Compose.Wit.Evolution;

/// <summary>One difference between two versions of a package.</summary>
/// <param name="Level">What the difference asks of the version.</param>
/// <param name="Path">The item, from the outside in: <c>store</c>, <c>store.get</c>, <c>world app → import wasi:io/poll</c>.</param>
/// <param name="Message">What is different, with both sides where there are two.</param>
/// <param name="Old">Where the item stands in the old text, or null.</param>
/// <param name="New">Where it stands in the new text, or null.</param>
/// <param name="Hint">How to make the change without breaking anybody, or null.</param>
public sealed record WitChange(
    ChangeLevel Level, string Path, string Message, ErrorLocation? Old, ErrorLocation? New, string? Hint = null);
