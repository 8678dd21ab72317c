using Compose.Engine;
using Compose.Wasm.Core;

namespace Compose.Host.Clr;

/// <summary>
/// Runs a module of two functions on a thread of its own while the program still reads what it shall run. A third of a
/// short run is what the .NET runtime does when the code of the engine is first used; by then most of that is done.
/// </summary>
public static class Rehearsal
{
    /// <summary>The binary of <c>Rehearsal.wat</c>, in base 64.</summary>
    private const string Binary =
        """
        AGFzbQEAAAABDwNgAX8Bf2ACf38AYAABfwINAQRob3N0BHRlbGwAAQMDAgACBAQBcAABBQMBAAEGBgF/AUEACwcHAQNydW4AAgkHAQBBAAsBAQ
        pzAg8AIAAEfyAAQQF0BUEDCwthAwF/AX4BfAJAA0AgAEEKRg0BIAEgADEAAHwhASAAIAE3A0AgACAALABAOgBQIAG5RAAAAAAAACRAoyECIwAg
        AEEAEQAAaiQAIABBAWohAAwACwtBACAAEAAjACAC/AJqCwsQAQBBAAsKcmVoZWFyc2FsCg==
        """;

    /// <summary>Begins, unless there is only one processor to run on.</summary>
    public static void Begin()
    {
        if (Environment.ProcessorCount > 1)
        {
            var thread = new GuestThread(name: "rehearsal");
            thread.Post(static () =>
            {
                try
                {
                    Play(static (_, _) => { });
                }
                catch (Exception failure) when (failure is ComposeException or CoreTrapException)
                {
                    // What is wrong with this process shows again where it matters.
                }
            });
            thread.Dispose();
        }
    }

    /// <summary>The rehearsal itself, on a guest thread; gives what the module gives.</summary>
    /// <param name="tell">Called by the module with the place and the length of a text.</param>
    internal static ulong Play(HostCallback tell)
    {
        byte[] binary = Convert.FromBase64String(Binary);

        // The first digest loads the library that all are made with.
        _ = Digest.Of(binary);
        using var engine = new ClrEngine();
        ICoreModule module = engine.Compile(CoreModuleReader.Read(binary));
        using ICoreStore store = engine.CreateStore();
        CoreTask task = store.CreateTask();
        CoreFunction host = store.CreateFunction(module.Module.FunctionTypeOf(0), tell);
        var run = (CoreFunction)store.Instantiate(module, [host], task).ExportAt(0);
        Span<ulong> slots = stackalloc ulong[run.SlotCount];
        run.Call(task, slots);
        return slots[0];
    }
}
