using System.Diagnostics.CodeAnalysis;

namespace Compose.Runtime.Linking;

/// <summary>What the host gives for an import that is an instance of instances: each member answered by itself.</summary>
internal sealed class HostBundle(IReadOnlyDictionary<string, HostImport> members) : RuntimeInstance
{
    public override bool TryGet(string name, [NotNullWhen(true)] out object? item)
    {
        bool found = members.TryGetValue(name, out HostImport? member);
        item = member;
        return found;
    }
}
