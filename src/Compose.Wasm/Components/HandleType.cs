namespace Compose.Wasm.Components;

/// <summary>What <c>own</c> and <c>borrow</c> share: a handle to a resource.</summary>
public abstract class HandleType : ComponentValueType
{
    private protected HandleType(ResourceType resource)
    {
        Resource = resource;
        Include(resource);
        // A handle counts as one node, as other validators count it.
        EffectiveSize = 1;
        Depth = 1;
        SetLayout(4, 4);
    }

    public ResourceType Resource { get; }

    private protected override bool TryFlatten(bool memory64, List<FlatType> into) => Append(FlatType.I32, 1, into);
}
