using Compose.Engine;
using Compose.Runtime.Abi;
using Compose.Runtime.Resources;

namespace Compose.Runtime.Linking;

/// <summary>A component function at run time: lifted from a guest, or given by the host.</summary>
internal abstract class RuntimeFunction(AbiFunction type, ResourceType[] resources)
{
    public AbiFunction Type { get; } = type;

    /// <summary>The environment that the type's resource slots count in; filled while its component is instantiated.</summary>
    public ResourceType[] Resources { get; } = resources;

    /// <summary>Whether guest code runs when it is called.</summary>
    public virtual bool IsGuest => false;

    /// <summary>Calls it with lifted values, on the task's thread.</summary>
    /// <param name="task">The execution context.</param>
    /// <param name="caller">The component instance that calls; null for the host.</param>
    /// <param name="args">The parameters in order.</param>
    public abstract Value Invoke(CoreTask task, ComponentInstance? caller, ReadOnlySpan<Value> args);
}
