using Compose.Wasm.Components;

namespace Compose.Plans;

/// <summary>One import of one instance, and who meets it.</summary>
public sealed class ValidatedImport
{
    internal ValidatedImport(ComponentExtern item, ImportResolution resolution, int provider, string? providerExport, Grant? grant)
    {
        Extern = item;
        Resolution = resolution;
        Provider = provider;
        ProviderExport = providerExport;
        Grant = grant;
    }

    /// <summary>The import with its type, as the component has it.</summary>
    public ComponentExtern Extern { get; }

    public string Name => Extern.Name;

    public ImportResolution Resolution { get; }

    /// <summary>For <see cref="ImportResolution.Wired"/>: the index of the providing instance; else −1.</summary>
    public int Provider { get; }

    /// <summary>For <see cref="ImportResolution.Wired"/>: the name of the provider's export; else null.</summary>
    public string? ProviderExport { get; }

    /// <summary>For <see cref="ImportResolution.Host"/>: what the host may answer; else null.</summary>
    public Grant? Grant { get; }
}
