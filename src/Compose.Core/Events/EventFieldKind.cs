namespace Compose;

/// <summary>What an <see cref="EventField"/> holds.</summary>
public enum EventFieldKind
{
    Absent = 0,
    Text,
    Number,
    Truth,
}
