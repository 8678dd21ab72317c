namespace Compose;

/// <summary>
/// One fact of an event: a name and a text, a whole number, or a truth value. Facts are names, digests, types, sizes and
/// times; what a guest passes or gets is never one.
/// </summary>
public readonly record struct EventField
{
    private EventField(string name, string? text, long number, EventFieldKind kind)
    {
        Name = name;
        Text = text;
        Number = number;
        Kind = kind;
    }

    /// <summary>Lower-case words joined by <c>_</c>, as the founding events have them: <c>plan_digest</c>.</summary>
    public string Name { get; }

    /// <summary>The text, for <see cref="EventFieldKind.Text"/>.</summary>
    public string? Text { get; }

    /// <summary>The number; 1 or 0 for a truth value.</summary>
    public long Number { get; }

    /// <summary>What the fact holds; <see cref="EventFieldKind.Absent"/> for one that is left out.</summary>
    public EventFieldKind Kind { get; }

    /// <summary>A text; null leaves the field out.</summary>
    public static implicit operator EventField((string Name, string? Text) field) =>
        new(field.Name, field.Text, 0, field.Text is null ? EventFieldKind.Absent : EventFieldKind.Text);

    /// <summary>A whole number.</summary>
    public static implicit operator EventField((string Name, long Number) field) =>
        new(field.Name, null, field.Number, EventFieldKind.Number);

    /// <summary>A truth value.</summary>
    public static implicit operator EventField((string Name, bool Truth) field) =>
        new(field.Name, null, field.Truth ? 1 : 0, EventFieldKind.Truth);

    /// <summary>A whole number that may be absent.</summary>
    public static EventField Optional(string name, long? number) =>
        new(name, null, number ?? 0, number is null ? EventFieldKind.Absent : EventFieldKind.Number);
}
