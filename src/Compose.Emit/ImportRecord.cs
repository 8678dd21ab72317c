using Compose.Emit.Authority;

namespace Compose.Emit;

/// <summary>One import of an artifact in clear: a line of its name table.</summary>
public sealed record ImportRecord
{
    /// <summary>The name of the import, or of the member of a bundle.</summary>
    public required string Name { get; init; }

    /// <summary>Package and interface without the version: <c>wasi:cli/environment</c>.</summary>
    public required string Interface { get; init; }

    /// <summary>The version that is asked for, or null.</summary>
    public string? Version { get; init; }

    public required ImportState State { get; init; }

    /// <summary>The instance it belongs to; null for a shared import.</summary>
    public InstancePath? Instance { get; init; }

    /// <summary>The digest of the grant (<see cref="GrantDigest"/>); null for a shared import that no grant decides.</summary>
    public Digest? Grant { get; init; }

    /// <summary>The import that the member belongs to, or null if it is an import itself.</summary>
    public string? Bundle { get; init; }

    internal static ImportRecord Of(SharedImport shared) => Of(shared.Shape.Name) with
    {
        State = shared.Grant is null ? ImportState.Shared : ImportState.Granted,
        Instance = shared.Grant?.Instance,
        Grant = shared.Grant is { } grant ? GrantDigest.Of(grant) : null,
    };

    internal static ImportRecord Of(OwnImport own, string? bundle) => Of(own.Import.Extern.Interface?.ToString() ?? own.Import.Name) with
    {
        Name = own.Name,
        State = own.Grant.IsGranted ? ImportState.Granted : ImportState.Denied,
        Instance = own.Node.Path,
        Grant = GrantDigest.Of(own.Grant),
        Bundle = bundle,
    };

    private static ImportRecord Of(string name)
    {
        int at = name.IndexOf('@', StringComparison.Ordinal);
        return new ImportRecord
        {
            Name = name,
            Interface = at < 0 ? name : name[..at],
            Version = at < 0 ? null : name[(at + 1)..],
            State = ImportState.Shared,
        };
    }
}
