using Compose.Engine;
using Compose.Runtime.Abi;
using Compose.Runtime.Fusion;
using Compose.Wasm.Components;
using Compose.Wasm.Core;
using ResourceType = Compose.Runtime.Resources.ResourceType;

namespace Compose.Runtime.Linking;

/// <summary><c>canon lift</c>.</summary>
internal sealed class LiftStep(CanonDefinition canon, AbiFunction type) : PlanStep
{
    public override void Execute(Frame frame) => frame.Functions.Add(new LiftedFunction(
        type,
        frame.Instance.Resources,
        frame.CoreFunctions[canon.CoreFunctionIndex],
        OptionBinding.Bind(frame, canon.Options)));
}

/// <summary><c>canon lower</c>: an adapter where a guest is called, values where it is the host.</summary>
internal sealed class LowerStep(CanonDefinition canon) : PlanStep
{
    public override void Execute(Frame frame)
    {
        RuntimeFunction callee = frame.Functions[canon.FunctionIndex];
        CanonicalOptions options = OptionBinding.Bind(frame, canon.Options);
        if (callee is LiftedFunction relative && relative.Instance.IsRelatedTo(frame.Instance))
        {
            // A component and what it contains may not call each other yet: the reference tests want this trap.
            frame.CoreFunctions.Add(frame.Store.Core.CreateFunction(
                LoweredCall.TypeOf(callee.Type, options.Is64),
                (CoreTask _, Span<ulong> _) => Traps.Throw(Traps.CannotEnter)));
            return;
        }

        IWireHook? hook = callee is LiftedFunction end && frame.Store.Options.Wires is { } wires
            ? wires.Of(WireNames.Of(frame.Instance, end))
            : null;
        if (hook is { WantsValues: true })
        {
            callee = new HookedFunction((LiftedFunction)callee, hook);
            hook = null;
        }

        // A type of thousands of parts would make a function that takes minutes to compile: such values go the slow way.
        if (callee is LiftedFunction lifted && frame.Store.Options.FuseAdapters && !lifted.Type.NeedsAsync && !lifted.Options.IsAsync
            && lifted.Type.Parts <= AdapterCompiler.MaxParts)
        {
            CoreFunction adapter = frame.Plan.Image.Adapters.Connect(lifted, options, frame.Task);
            frame.CoreFunctions.Add(hook is null ? adapter : frame.Store.Core.CreateFunction(adapter.Type, new HookedEdge(adapter, lifted.Type, hook).Call));
            return;
        }

        if (hook is not null)
        {
            callee = new HookedFunction((LiftedFunction)callee, hook);
        }

        FuncType core = LoweredCall.TypeOf(callee.Type, options.Is64);
        frame.CoreFunctions.Add(frame.Store.Core.CreateFunction(core, new LoweredCall(callee, options).Call));
    }
}

/// <summary><c>canon resource.new</c>, <c>resource.drop</c>, <c>resource.rep</c>.</summary>
internal sealed class ResourceStep(CanonOperation operation, int typeIndex, FuncType core) : PlanStep
{
    public override void Execute(Frame frame)
    {
        if (operation == CanonOperation.ResourceNew ? core.Params[0] != ValType.I32 : core.Results.Length == 1 && core.Results[0] != ValType.I32)
        {
            throw new ComposeException(ErrorCodes.Exec.NotSupported, "resources with representations of 64 bits are not supported");
        }

        ResourceType type = frame.Types[typeIndex]!;
        frame.CoreFunctions.Add(operation switch
        {
            CanonOperation.ResourceNew => CanonBuiltins.ResourceNew(frame.Instance, type),
            CanonOperation.ResourceRep => CanonBuiltins.ResourceRep(frame.Instance, type),
            _ => CanonBuiltins.ResourceDrop(frame.Instance, type),
        });
    }
}

/// <summary>A canonical definition of the asynchronous part: links, and refuses when it is called.</summary>
internal sealed class UnsupportedCanonStep(FuncType core, string feature, bool checksLeave) : PlanStep
{
    public override void Execute(Frame frame)
    {
        ComponentInstance instance = frame.Instance;
        frame.CoreFunctions.Add(frame.Store.Core.CreateFunction(core, (HostCallback)Refuse));

        void Refuse(CoreTask task, Span<ulong> slots)
        {
            if (checksLeave && instance.State == InstanceFlags.MayNotLeave)
            {
                Traps.Throw(Traps.CannotLeave);
            }

            throw NotSupported.Feature(feature);
        }
    }
}

/// <summary>Binds the indexes of canonical options to what they mean in an instance.</summary>
internal static class OptionBinding
{
    public static CanonicalOptions Bind(Frame frame, CanonOptions options) => new()
    {
        Instance = frame.Instance,
        Encoding = options.StringEncoding,
        Memory = options.Memory is { } memory ? frame.CoreMemories[memory] : null,
        Realloc = options.Realloc is { } realloc ? frame.CoreFunctions[realloc] : null,
        PostReturn = options.PostReturn is { } postReturn ? frame.CoreFunctions[postReturn] : null,
        IsAsync = options.IsAsync,
    };
}
