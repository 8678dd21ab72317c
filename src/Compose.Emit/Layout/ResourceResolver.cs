using Compose.Emit.Authority;
using Compose.Emit.Graph;
using Compose.Wasm.Components;

namespace Compose.Emit.Layout;

/// <summary>Follows a resource from where a component names it to what makes it in the artifact.</summary>
internal sealed class ResourceResolver(AuthorityPlan authority)
{
    /// <summary>The identity, in the artifact, of a resource of one instance's component.</summary>
    public ResourceKey Resolve(Node node, ResourceId resource)
    {
        while (true)
        {
            if (!node.Unit.TryGetHome(resource, out var home))
            {
                throw Unknown(node, resource);
            }

            if (!home.IsImport)
            {
                return new ResourceKey(null, node, home.Extern, home.Name);
            }

            var binding = node.Bindings[home.Extern];
            if (binding.Provider is not { } provider)
            {
                string track = node.Unit.Imports[home.Extern].Track;
                var owner = OwnerOf(authority.Of(node, home.Extern)!, track);
                return new ResourceKey(owner, null, -1, home.Name ?? throw Unknown(node, resource));
            }

            var export = provider.Unit.Type.Exports[binding.Export].Type;
            var next = home.Name is null ? export.AsResource
                : export.AsInstance is { } instance && instance.TryGetExport(home.Name, out var member) ? member.Type.AsResource
                : null;
            resource = (next ?? throw Unknown(provider, resource)).Id;
            node = provider;
        }
    }

    /// <summary>What makes the resources of a track as one supply sees them.</summary>
    public static Supply OwnerOf(Supply supply, string track)
    {
        bool own = string.Equals(supply.Track.Key, track, StringComparison.Ordinal)
            && (supply is SharedImport or CompiledSupply { DefinesResources: true } or OwnImport { DefinesResources: true });
        return own ? supply : supply.Foreign(track);
    }

    private static ComposeException Unknown(Node node, ResourceId resource) => new(
        ErrorCodes.Emit.IncompatibleTypes,
        $"the resource {resource} is not named by any import or export of the component of `{node.Path}`",
        new ErrorLocation { Instance = node.Path });
}
