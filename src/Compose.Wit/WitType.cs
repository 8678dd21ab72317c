namespace Compose.Wit;

/// <summary>A primitive type, or one of the arena.</summary>
public readonly record struct WitType
{
    private readonly int _code;

    private WitType(int code) => _code = code;

    public bool IsPrimitive => _code < 0;

    /// <exception cref="InvalidOperationException">It is a type of the arena.</exception>
    public WitPrimitive Primitive => _code < 0 ? (WitPrimitive)~_code : throw new InvalidOperationException("the type is not primitive");

    /// <exception cref="InvalidOperationException">It is primitive.</exception>
    public TypeId Id => _code >= 0 ? new TypeId(_code) : throw new InvalidOperationException("the type is primitive");

    public static WitType Of(WitPrimitive primitive) => new(~(int)primitive);

    public static WitType Of(TypeId id) => new(id.Index);

    public override string ToString() => IsPrimitive ? Primitive.Keyword() : $"type {_code}";
}
