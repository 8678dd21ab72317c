namespace Compose.Wasm.Components;

/// <summary>A handle lent for the time of a call.</summary>
public sealed class BorrowType : HandleType
{
    public BorrowType(ResourceType resource)
        : base(resource)
    {
        ContainsBorrow = true;
    }

    public override string KindName => "borrow";
}
