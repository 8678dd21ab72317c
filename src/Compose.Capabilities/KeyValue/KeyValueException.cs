namespace Compose.Capabilities.KeyValue;

/// <summary>A bucket could not do what was asked: words for the guest, which hold no path of the host.</summary>
public sealed class KeyValueException(string message, Exception? inner = null) : Exception(message, inner);
