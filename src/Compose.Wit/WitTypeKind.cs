namespace Compose.Wit;

/// <summary>What a type of the arena is. Types that a kind refers to come before it in the arena.</summary>
public abstract record WitTypeKind
{
    private WitTypeKind()
    {
    }

    public sealed record Record(IReadOnlyList<WitMember> Fields) : WitTypeKind;

    public sealed record Variant(IReadOnlyList<WitMember> Cases) : WitTypeKind;

    public sealed record Enum(IReadOnlyList<WitMember> Cases) : WitTypeKind;

    public sealed record Flags(IReadOnlyList<WitMember> Labels) : WitTypeKind;

    public sealed record Resource : WitTypeKind;

    /// <summary>A handle. A resource used as a type stands for its owning handle, which is made explicit here.</summary>
    public sealed record Handle(TypeId Of, bool IsBorrow) : WitTypeKind;

    public sealed record Tuple(IReadOnlyList<WitType> Elements) : WitTypeKind;

    public sealed record List(WitType Element) : WitTypeKind;

    public sealed record FixedList(WitType Element, uint Length) : WitTypeKind;

    public sealed record Map(WitType Key, WitType Value) : WitTypeKind;

    public sealed record Option(WitType Element) : WitTypeKind;

    public sealed record Result(WitType? Ok, WitType? Error) : WitTypeKind;

    public sealed record Future(WitType? Element) : WitTypeKind;

    public sealed record Stream(WitType? Element) : WitTypeKind;

    /// <summary>Another name for a type: <c>type a = b</c>, or a type brought in by <c>use</c>, whose owner then differs.</summary>
    public sealed record Alias(WitType Target) : WitTypeKind;
}
