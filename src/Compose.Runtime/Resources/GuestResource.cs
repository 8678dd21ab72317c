namespace Compose.Runtime.Resources;

/// <summary>A guest's resource in the host's hands.</summary>
internal sealed class GuestResource : ResourceHandle
{
    private readonly ComponentStore _store;
    private bool _owned;

    public GuestResource(ComponentStore store, ResourceType type, uint representation, object? reference, bool owned)
    {
        _store = store;
        Type = type;
        Representation = representation;
        Reference = reference;
        _owned = owned;
    }

    public ResourceType Type { get; }

    public object? Reference { get; }

    public override bool IsOwned => _owned;

    public override uint Representation { get; }

    /// <summary>The host passes ownership on.</summary>
    public void GiveAway()
    {
        if (!_owned)
        {
            throw new ComposeException(ErrorCodes.Exec.InvalidArgs, $"the resource `{Type}` was already passed on or dropped, or is only borrowed");
        }

        _owned = false;
    }

    protected override void Dispose(bool disposing)
    {
        if (_owned && disposing)
        {
            _owned = false;
            _store.RunDestructor(Type, Representation, Reference);
        }
    }
}
