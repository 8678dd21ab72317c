using Compose.Runtime;

namespace Compose.Capabilities;

/// <summary>
/// Answers the imports of an artifact by its name table: an import that the table gives to an instance is answered with
/// that instance's authority; one that it does not name is shared types or nothing. A name alone never gives authority.
/// </summary>
public sealed class CompositionImports(HostWorld world, IReadOnlyDictionary<string, CompositionImport> table) : IImportProvider
{
    public HostInstance? Resolve(ImportRequest request)
    {
        if (table.TryGetValue(request.Name, out CompositionImport import))
        {
            return import.Node is { } node ? node.Resolve(import.Interface) : world.Shared(import.Interface);
        }

        return CapabilityName.TryParse(request.Name, out CapabilityName name) ? world.Shared(name) : null;
    }
}
