using Compose.Engine;
using Compose.Wasm.Core;

namespace Compose.EngineKit.Contract;

/// <summary>An engine, a store, a task and a thread for one test.</summary>
public sealed class Bench : IDisposable
{
    public static readonly FuncType Unary = new([ValType.I32], [ValType.I32]);

    public static readonly FuncType Binary = new([ValType.I32, ValType.I32], [ValType.I32]);

    private readonly GuestThread _thread = new();

    public Bench(ICoreEngine engine, StoreOptions? store = null, TaskOptions? task = null)
    {
        Engine = engine;
        Store = Engine.CreateStore(store);
        Task = Store.CreateTask(task);
    }

    public ICoreEngine Engine { get; }

    public ICoreStore Store { get; }

    public CoreTask Task { get; }

    public ICoreModule Compile(CoreModuleBuilder builder, CompileOptions? options = null) =>
        Engine.Compile(CoreModuleReader.Read(builder.ToArray()), options);

    public ICoreInstance Instantiate(CoreModuleBuilder builder, CompileOptions? options = null, params CoreExtern[] imports)
    {
        ICoreModule module = Compile(builder, options);
        return _thread.Run(() => Store.Instantiate(module, imports, Task));
    }

    public CoreFunction Function(ICoreInstance instance, string name = "run") =>
        instance.TryGetExport(name, out CoreExtern? value) ? (CoreFunction)value : throw new InvalidOperationException(name);

    public ulong Call(CoreFunction function, params ulong[] arguments) => _thread.Run(() =>
    {
        var slots = new ulong[Math.Max(function.SlotCount, arguments.Length) + 1];
        arguments.CopyTo(slots, 0);
        function.Call(Task, slots);
        return slots[0];
    });

    public ulong Call(ICoreInstance instance, params ulong[] arguments) => Call(Function(instance), arguments);

    public CoreTrapException Trap(ICoreInstance instance, params ulong[] arguments) =>
        Assert.ThrowsAny<CoreTrapException>(() => Call(instance, arguments));

    public void Run(Action action) => _thread.Run(action);

    public void Dispose()
    {
        Store.Dispose();
        _thread.Dispose();
    }
}
