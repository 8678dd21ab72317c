using static Compose.Wasm.Components.CanonImmediates;
using static Compose.Wasm.Components.ComponentFeatures;

namespace Compose.Wasm.Components;

/// <summary>
/// The canonical definitions as data (Binary.md, "Canonical Definitions"). Reader and writer follow this table, so a
/// renumbering is a change here and nowhere else.
/// </summary>
public static class CanonOpcodes
{
    /// <summary>Opcodes that had a meaning in earlier drafts and have none now, with what replaced them.</summary>
    private static readonly (byte Code, string Was, string Now)[] s_withdrawn =
    [
        (0x07, "resource.drop async", "resource.drop"),
        (0x08, "backpressure.set", "backpressure.inc and backpressure.dec"),
    ];

    private static readonly CanonOpcode?[] s_byCode = Index(
    [
        new(CanonOperation.Lift, "lift", CoreFunction | Options | LastType, ComponentFeatures.None, "0.2.0"),
        new(CanonOperation.Lower, "lower", Function | Options, ComponentFeatures.None, "0.2.0"),
        new(CanonOperation.ResourceNew, "resource.new", CanonImmediates.Type, ComponentFeatures.None, "0.2.0"),
        new(CanonOperation.ResourceDrop, "resource.drop", CanonImmediates.Type, ComponentFeatures.None, "0.2.0"),
        new(CanonOperation.ResourceRep, "resource.rep", CanonImmediates.Type, ComponentFeatures.None, "0.2.0"),
        new(CanonOperation.TaskCancel, "task.cancel", CanonImmediates.None, ComponentFeatures.Async, "2025-02"),
        new(CanonOperation.SubtaskCancel, "subtask.cancel", CanonImmediates.Async, ComponentFeatures.Async, "2025-02"),
        new(CanonOperation.TaskReturn, "task.return", Result | Options, ComponentFeatures.Async, "2025-02"),
        new(CanonOperation.ContextGet, "context.get", SlotType | Slot, ComponentFeatures.Async, "2026-04-09"),
        new(CanonOperation.ContextSet, "context.set", SlotType | Slot, ComponentFeatures.Async, "2026-04-09"),
        new(CanonOperation.ThreadYield, "thread.yield", Cancellable, ComponentFeatures.Async, "2025-06"),
        new(CanonOperation.SubtaskDrop, "subtask.drop", CanonImmediates.None, ComponentFeatures.Async, "2024-12"),
        new(CanonOperation.StreamNew, "stream.new", CanonImmediates.Type, ComponentFeatures.Async, "2024-12"),
        new(CanonOperation.StreamRead, "stream.read", CanonImmediates.Type | Options, ComponentFeatures.Async, "2024-12"),
        new(CanonOperation.StreamWrite, "stream.write", CanonImmediates.Type | Options, ComponentFeatures.Async, "2024-12"),
        new(CanonOperation.StreamCancelRead, "stream.cancel-read", CanonImmediates.Type | CanonImmediates.Async, ComponentFeatures.Async, "2024-12"),
        new(CanonOperation.StreamCancelWrite, "stream.cancel-write", CanonImmediates.Type | CanonImmediates.Async, ComponentFeatures.Async, "2024-12"),
        new(CanonOperation.StreamDropReadable, "stream.drop-readable", CanonImmediates.Type, ComponentFeatures.Async, "2025-06"),
        new(CanonOperation.StreamDropWritable, "stream.drop-writable", CanonImmediates.Type, ComponentFeatures.Async, "2025-06"),
        new(CanonOperation.FutureNew, "future.new", CanonImmediates.Type, ComponentFeatures.Async, "2024-12"),
        new(CanonOperation.FutureRead, "future.read", CanonImmediates.Type | Options, ComponentFeatures.Async, "2024-12"),
        new(CanonOperation.FutureWrite, "future.write", CanonImmediates.Type | Options, ComponentFeatures.Async, "2024-12"),
        new(CanonOperation.FutureCancelRead, "future.cancel-read", CanonImmediates.Type | CanonImmediates.Async, ComponentFeatures.Async, "2024-12"),
        new(CanonOperation.FutureCancelWrite, "future.cancel-write", CanonImmediates.Type | CanonImmediates.Async, ComponentFeatures.Async, "2024-12"),
        new(CanonOperation.FutureDropReadable, "future.drop-readable", CanonImmediates.Type, ComponentFeatures.Async, "2025-06"),
        new(CanonOperation.FutureDropWritable, "future.drop-writable", CanonImmediates.Type, ComponentFeatures.Async, "2025-06"),
        new(CanonOperation.ErrorContextNew, "error-context.new", Options, ComponentFeatures.ErrorContext, "2025-04"),
        new(CanonOperation.ErrorContextDebugMessage, "error-context.debug-message", Options, ComponentFeatures.ErrorContext, "2025-04"),
        new(CanonOperation.ErrorContextDrop, "error-context.drop", CanonImmediates.None, ComponentFeatures.ErrorContext, "2025-04"),
        new(CanonOperation.WaitableSetNew, "waitable-set.new", CanonImmediates.None, ComponentFeatures.Async, "2025-03"),
        new(CanonOperation.WaitableSetWait, "waitable-set.wait", Cancellable | Memory, ComponentFeatures.Async, "2025-06"),
        new(CanonOperation.WaitableSetPoll, "waitable-set.poll", Cancellable | Memory, ComponentFeatures.Async, "2025-06"),
        new(CanonOperation.WaitableSetDrop, "waitable-set.drop", CanonImmediates.None, ComponentFeatures.Async, "2025-03"),
        new(CanonOperation.WaitableJoin, "waitable.join", CanonImmediates.None, ComponentFeatures.Async, "2025-03"),
        new(CanonOperation.BackpressureInc, "backpressure.inc", CanonImmediates.None, ComponentFeatures.Async, "2025-09"),
        new(CanonOperation.BackpressureDec, "backpressure.dec", CanonImmediates.None, ComponentFeatures.Async, "2025-09"),
        new(CanonOperation.ThreadIndex, "thread.index", CanonImmediates.None, ComponentFeatures.Threading, "2026-01"),
        new(CanonOperation.ThreadNewIndirect, "thread.new-indirect", CoreType | Table, ComponentFeatures.Threading, "2026-01"),
        new(CanonOperation.ThreadResumeLater, "thread.resume-later", CanonImmediates.None, ComponentFeatures.Threading, "2026-05"),
        new(CanonOperation.ThreadSuspend, "thread.suspend", Cancellable, ComponentFeatures.Threading, "2026-05"),
        new(CanonOperation.ThreadSuspendThenResume, "thread.suspend-then-resume", Cancellable, ComponentFeatures.Threading, "2026-05"),
        new(CanonOperation.ThreadYieldThenResume, "thread.yield-then-resume", Cancellable, ComponentFeatures.Threading, "2026-05"),
        new(CanonOperation.ThreadSuspendThenPromote, "thread.suspend-then-promote", Cancellable, ComponentFeatures.Threading, "2026-05"),
        new(CanonOperation.ThreadYieldThenPromote, "thread.yield-then-promote", Cancellable, ComponentFeatures.Threading, "2026-05"),
        new(CanonOperation.ThreadSpawnRef, "thread.spawn-ref", Shared | CoreType, SharedEverythingThreads, "2025-03"),
        new(CanonOperation.ThreadSpawnIndirect, "thread.spawn-indirect", Shared | CoreType | Table, SharedEverythingThreads, "2025-03"),
        new(CanonOperation.ThreadAvailableParallelism, "thread.available-parallelism", Shared, SharedEverythingThreads, "2025-03"),
    ]);

    /// <summary>Every canonical definition, by opcode.</summary>
    public static IEnumerable<CanonOpcode> All => s_byCode.OfType<CanonOpcode>();

    /// <summary>The row of an opcode, or null if it has no meaning.</summary>
    public static CanonOpcode? Find(byte code) => s_byCode[code];

    /// <summary>The row of an operation.</summary>
    public static CanonOpcode Of(CanonOperation operation) => s_byCode[(byte)operation]!;

    /// <summary>What an opcode meant in earlier drafts and what replaced it, or null.</summary>
    public static string? Withdrawn(byte code)
    {
        foreach (var (withdrawn, was, now) in s_withdrawn)
        {
            if (withdrawn == code)
            {
                return $"it meant `{was}` in an earlier draft; now there is {now}";
            }
        }

        return null;
    }

    private static CanonOpcode?[] Index(CanonOpcode[] rows)
    {
        var table = new CanonOpcode?[256];
        foreach (var row in rows)
        {
            table[(byte)row.Operation] = row;
        }

        return table;
    }
}
