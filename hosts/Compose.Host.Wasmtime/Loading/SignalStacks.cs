using System.Runtime.InteropServices;

namespace Compose.Host.Wasmtime.Loading;

/// <summary>
/// Lets Wasmtime's signal handlers and those of .NET live together. Wasmtime runs all of its own on the alternate signal
/// stack and hands what is not its own to the handlers before it. Those of .NET for arithmetic faults and illegal
/// instructions expect the stack of the fault: on the small other one, the first division by zero in managed code ends
/// the process as a stack overflow. Handlers that were installed without the alternate stack get the faults without it
/// again; guests keep a megabyte free for them. (The handler for memory faults is prepared for both.)
/// </summary>
internal static unsafe partial class SignalStacks
{
    private const int IllegalInstruction = 4;
    private const int ArithmeticFault = 8;

    /// <summary>Room for the platform's <c>struct sigaction</c>, which is 152 bytes on Linux and 16 on macOS.</summary>
    private const int ActionBytes = 256;

    /// <summary>After the library has installed its handlers, which it does with its first engine.</summary>
    public static void Restore()
    {
        if (OperatingSystem.IsLinux())
        {
            // Handler, mask of 128 bytes, flags.
            Clear(flagsOffset: 136, alternateStack: 0x08000000);
        }
        else if (OperatingSystem.IsMacOS())
        {
            // Handler, mask of 4 bytes, flags.
            Clear(flagsOffset: 12, alternateStack: 1);
        }
    }

    private static void Clear(int flagsOffset, int alternateStack)
    {
        byte* action = stackalloc byte[ActionBytes];
        foreach (int signal in (ReadOnlySpan<int>)[IllegalInstruction, ArithmeticFault])
        {
            new Span<byte>(action, ActionBytes).Clear();
            var flags = (int*)(action + flagsOffset);
            if (Action(signal, null, action) == 0 && (*flags & alternateStack) != 0)
            {
                *flags &= ~alternateStack;
                _ = Action(signal, action, null);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int Action(int signal, void* wanted, void* former);
}
