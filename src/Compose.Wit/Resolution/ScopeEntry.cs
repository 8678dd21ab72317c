namespace Compose.Wit.Resolution;

/// <summary>What a name inside an interface or world is.</summary>
internal readonly record struct ScopeEntry(ScopeEntryKind Kind, TypeId Id = default, string? Feature = null);
