using System.Diagnostics.CodeAnalysis;

namespace Compose.Runtime;

/// <summary>
/// What the host gives for one imported interface: functions by their component-model names (<c>read</c>,
/// <c>[method]input-stream.read</c>, <c>[static]…</c>, <c>[constructor]…</c>) and resource types. It may hold more than a
/// component asks for. Made once, then read only: the same object may serve many stores on many threads.
/// </summary>
public sealed class HostInstance
{
    private readonly Dictionary<string, HostBody> _functions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _lending = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HostResourceType> _resources = new(StringComparer.Ordinal);

    public HostInstance(string name)
    {
        Name = name;
    }

    /// <summary>The interface it implements, for messages.</summary>
    public string Name { get; }

    /// <summary>
    /// The instance of the plan on whose behalf the functions act, given to them as <see cref="HostCall.Caller"/>; null
    /// leaves it to the runtime (the root).
    /// </summary>
    public InstancePath? Caller { get; init; }

    /// <summary>Defines or replaces a function.</summary>
    /// <param name="functionName">Its component-model name.</param>
    /// <param name="body">What it does.</param>
    /// <param name="lends">Whether its bytes may be <see cref="LentBytes"/>, coming and going.</param>
    public void Define(string functionName, HostBody body, bool lends = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(functionName);
        _functions[functionName] = body;
        if (lends)
        {
            _lending.Add(functionName);
        }
        else
        {
            _lending.Remove(functionName);
        }
    }

    /// <summary>Defines or replaces a resource type. Types are one where the object is one, in whichever instances it stands.</summary>
    public void DefineResource(string name, HostResourceType type)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _resources[name] = type;
    }

    public bool TryGetFunction(string name, [NotNullWhen(true)] out HostBody? body) => _functions.TryGetValue(name, out body);

    /// <summary>Whether a function takes and gives <see cref="LentBytes"/>.</summary>
    public bool Lends(string name) => _lending.Contains(name);

    public bool TryGetResource(string name, [NotNullWhen(true)] out HostResourceType? type) => _resources.TryGetValue(name, out type);
}
