using System.Text;

namespace Compose.Emit.Stubs;

/// <summary>
/// A value to be compiled in, read by the type at hand: integers, chars and flags in <see cref="Bits"/>; strings in
/// <see cref="Text"/>; lists, records and tuples in <see cref="Items"/>; variants, options, results and enums as a
/// case number in <see cref="Bits"/> with an optional <see cref="Payload"/>.
/// </summary>
internal sealed record Literal
{
    public static readonly Literal Zero = new();

    public ulong Bits { get; init; }

    public string Text { get; init; } = string.Empty;

    public IReadOnlyList<Literal> Items { get; init; } = [];

    public Literal? Payload { get; init; }

    public static Literal Of(string text) => new() { Text = text };

    public static Literal List(IReadOnlyList<Literal> items) => new() { Items = items };

    public static Literal Case(int index, Literal? payload = null) => new() { Bits = (ulong)index, Payload = payload };

    /// <summary>The bytes of <see cref="Text"/>.</summary>
    public byte[] Utf8() => Encoding.UTF8.GetBytes(Text);
}
