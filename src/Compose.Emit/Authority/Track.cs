using Compose.Emit.Shapes;
using Compose.Wasm.Components;

namespace Compose.Emit.Authority;

/// <summary>
/// An interface on one semver track as the components of the plan import it from the host: its class, and the tracks
/// whose resources it uses.
/// </summary>
internal sealed class Track(string key)
{
    public string Key { get; } = key;

    /// <summary>Package and interface without the version.</summary>
    public string InterfaceName { get; private set; } = key;

    public bool DefinesResources { get; private set; }

    public bool ActsWithoutHandle { get; private set; }

    public InterfaceClass Class => (DefinesResources, ActsWithoutHandle) switch
    {
        (false, false) => InterfaceClass.Types,
        (false, true) => InterfaceClass.Authority,
        (true, false) => InterfaceClass.Definitions,
        (true, true) => InterfaceClass.Both,
    };

    /// <summary>Other tracks whose resources occur in it, ordered by key.</summary>
    public SortedSet<string> Uses { get; } = new(StringComparer.Ordinal);

    /// <summary>Tracks of which a function of a resource-defining track makes handles directly.</summary>
    public SortedSet<string> Makes { get; } = new(StringComparer.Ordinal);

    /// <summary>Position in the order in which users stand after what they use.</summary>
    public int Rank { get; set; }

    /// <summary>Takes another component's import of the track into account.</summary>
    public void Include(ImportUnit import)
    {
        InterfaceName = import.Extern.Interface?.WithoutVersion ?? import.Name;
        Uses.UnionWith(import.Uses);
        if (import.Instance is not { } instance)
        {
            return;
        }

        foreach (var member in instance.Exports)
        {
            if (member.Type.AsResource is { } resource && IsOwn(import, resource.Id))
            {
                DefinesResources = true;
            }

            if (member.Type.AsFunc is not { } func)
            {
                continue;
            }

            if (!TakesOwnHandle(import, func) && !KnownInterfaces.IsPure(InterfaceName, member.Name))
            {
                ActsWithoutHandle = true;
            }

            if (func.Result is OwnType own && TrackOf(import, own.Resource.Id) is { } made
                && !string.Equals(made, Key, StringComparison.Ordinal))
            {
                Makes.Add(made);
            }
        }
    }

    /// <summary>The track of the import that names the resource, or null if it is the component's own.</summary>
    public static string? TrackOf(ImportUnit import, ResourceId resource) =>
        import.Unit.TryGetHome(resource, out var home) && home.IsImport ? import.Unit.Imports[home.Extern].Track : null;

    private bool IsOwn(ImportUnit import, ResourceId resource) =>
        string.Equals(TrackOf(import, resource), Key, StringComparison.Ordinal);

    private bool TakesOwnHandle(ImportUnit import, ComponentFuncType func)
    {
        foreach (var parameter in func.Parameters)
        {
            foreach (var resource in ResourceWalk.In(parameter.Type))
            {
                if (IsOwn(import, resource))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
