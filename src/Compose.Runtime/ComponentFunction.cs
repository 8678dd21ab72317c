using Compose.Runtime.Abi;
using Compose.Runtime.Linking;

namespace Compose.Runtime;

/// <summary>An exported function of a component instance.</summary>
public sealed class ComponentFunction
{
    private readonly RuntimeFunction _function;

    internal ComponentFunction(ComponentInstance instance, string name, RuntimeFunction function)
    {
        Instance = instance;
        Name = name;
        _function = function;
    }

    public ComponentInstance Instance { get; }

    /// <summary>The name it was asked for by.</summary>
    public string Name { get; }

    /// <summary>Parameters and result.</summary>
    public AbiFunction Type => _function.Type;

    /// <summary>
    /// Calls it and waits. Values must fit the parameter types (<see cref="Value"/> says how each looks); the result is
    /// <see cref="Value.Unit"/> where the function has none.
    /// </summary>
    /// <exception cref="GuestTrapException">The guest trapped, or a limit was reached.</exception>
    /// <exception cref="GuestExitException">The guest exited.</exception>
    /// <exception cref="ComposeException"><c>Exec.InvalidArgs</c> where the number of arguments is wrong.</exception>
    public Value Call(params ReadOnlySpan<Value> args)
    {
        if (args.Length != Type.Parameters.Length)
        {
            throw new ComposeException(
                ErrorCodes.Exec.InvalidArgs,
                $"`{Name}` takes {Type.Parameters.Length} arguments, not {args.Length}",
                hint: "its type is " + Type);
        }

        Value[] copy = args.ToArray();
        return Instance.Store.Enter(task => _function.Invoke(task, null, copy));
    }
}
