using Compose.Runtime;

namespace Compose.Capabilities;

/// <summary>Answers the imports of a bare component: all of them belong to one instance.</summary>
public sealed class ComponentImports(NodeCapabilities node) : IImportProvider
{
    public HostInstance? Resolve(ImportRequest request) =>
        CapabilityName.TryParse(request.Name, out CapabilityName name) ? node.Resolve(name) : null;
}
