namespace Compose.Capabilities.Files;

/// <summary>How a part of a file will be used, in the order of <c>wasi:filesystem/types#advice</c>.</summary>
public enum Advice
{
    Normal,
    Sequential,
    Random,
    WillNeed,
    DontNeed,
    NoReuse,
}
