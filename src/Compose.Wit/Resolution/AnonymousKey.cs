namespace Compose.Wit.Resolution;

/// <summary>What makes two types without a name the same within a package. Parts are as written: resources stand for handles.</summary>
internal readonly record struct AnonymousKey(int Kind, WitType? First, WitType? Second, uint Length, string? Elements);
