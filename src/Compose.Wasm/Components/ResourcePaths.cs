namespace Compose.Wasm.Components;

/// <summary>Where resources are exported; a later place replaces an earlier one, the order stays.</summary>
internal sealed class ResourcePaths
{
    private readonly List<ResourcePath> _paths = [];
    private readonly Dictionary<ResourceId, int> _index = [];

    public void Set(ResourceId id, IReadOnlyList<int> path)
    {
        if (_index.TryGetValue(id, out var at))
        {
            _paths[at] = new ResourcePath(id, path);
            return;
        }

        _index.Add(id, _paths.Count);
        _paths.Add(new ResourcePath(id, path));
    }

    public IReadOnlyList<int>? Find(ResourceId id) => _index.TryGetValue(id, out var at) ? _paths[at].Path : null;

    public ResourcePath[] ToArray() => [.. _paths];
}
