using Compose.Runtime;

namespace Compose.Capabilities.Wasi;

/// <summary>
/// Makes the <see cref="HostInstance"/> of one interface. Each function it defines passes the door
/// (<see cref="NodeSession.Enter"/>) of the instance on whose authority it acts: the one the interface was made for, or
/// the one that the first argument's handle carries.
/// </summary>
internal sealed class InterfaceBuilder
{
    private readonly string _name;
    private readonly int _number;
    private readonly NodeSession? _session;

    /// <summary>The interface for one instance, or for all where <paramref name="session"/> is null.</summary>
    public InterfaceBuilder(string name, NodeSession? session = null)
    {
        _name = name;
        _number = InterfaceNumbers.Of(name);
        _session = session;
        Instance = new HostInstance(name) { Caller = session?.Node };
    }

    public HostInstance Instance { get; }

    public InterfaceBuilder Function(string name, HostBody body)
    {
        string label = _name + "#" + name;
        int number = _number;
        if (_session is { } session)
        {
            Instance.Define(name, (call, args) =>
            {
                session.Enter(number, label);
                return body(call, args);
            });
        }
        else
        {
            Instance.Define(name, (call, args) =>
            {
                OwnerOf(args)?.Enter(number, label);
                return body(call, args);
            });
        }

        return this;
    }

    public InterfaceBuilder Resource(HostResourceType type)
    {
        Instance.DefineResource(type.Name, type);
        return this;
    }

    /// <summary>A resource type whose handles stand for <see cref="HostResource"/>s.</summary>
    public static HostResourceType TypeOf(string name) => new(name, static resource => ((HostResource)resource).Release());

    private static NodeSession? OwnerOf(ReadOnlySpan<Value> args)
    {
        if (args.IsEmpty)
        {
            return null;
        }

        return args[0].Object switch
        {
            HostResource resource => resource.Owner,
            Value[] { Length: > 0 } list when list[0].Object is HostResource first => first.Owner,
            _ => null,
        };
    }
}
