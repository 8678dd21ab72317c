namespace Compose.Capabilities.KeyValue;

/// <summary>One change of a key: its new value, or null to delete it.</summary>
public readonly record struct BucketChange(string Key, byte[]? Value);
