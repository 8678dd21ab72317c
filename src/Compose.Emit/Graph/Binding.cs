namespace Compose.Emit.Graph;

/// <summary>
/// What an import of one instance is given: an export of another instance, or whatever the host gives under a grant
/// (a denial is a grant too).
/// </summary>
internal readonly record struct Binding
{
    private Binding(Node? provider, int export, Grant? grant)
    {
        Provider = provider;
        Export = export;
        Grant = grant;
    }

    /// <summary>The instance that provides it, or null if the host does.</summary>
    public Node? Provider { get; }

    /// <summary>Position among the provider's exports.</summary>
    public int Export { get; }

    /// <summary>What the instance may do through the host's interface; null for a wire.</summary>
    public Grant? Grant { get; }

    public bool IsWire => Provider is not null;

    public static Binding Wire(Node provider, int export) => new(provider, export, null);

    public static Binding Host(Grant grant) => new(null, -1, grant);
}
