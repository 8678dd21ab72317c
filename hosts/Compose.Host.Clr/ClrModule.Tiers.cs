using Compose.Host.Clr.Code;
using Compose.Wasm.Core;

namespace Compose.Host.Clr;

/// <content>Quick code, and code that takes over from it within a loop.</content>
internal sealed unsafe partial class ClrModule
{
    private readonly Dictionary<(int Function, int Loop), (nint Code, object Root)> _loops = [];

    /// <summary>
    /// Optimised code of a function that begins at the head of one of its loops, with what is left in the task's scratch
    /// area; compiles it if need be. Thread-safe.
    /// </summary>
    public nint GetLoopCode(int function, int loop)
    {
        lock (_loops)
        {
            if (!_loops.TryGetValue((function, loop), out (nint Code, object Root) made))
            {
                var translator = new FunctionTranslator(this, function, entryLoop: loop);
                translator.Translate();
                made = translator.Compile();
                _loops.Add((function, loop), made);
            }

            return made.Code;
        }
    }

    /// <summary>Turns and calls that quick code of the function is given.</summary>
    public int PatienceOf(int function) => Engine.Tiering.Patience + (Engine.Tiering.PatiencePerByte * Module.BodyOf(function).CodeLength);

    /// <summary>Two words for quick code of the function: what is left of its patience, and its calls. 0 if it is to be optimised at once.</summary>
    private nint CountdownOf(int function)
    {
        FunctionBody body = Module.BodyOf(function);
        Tiering tiering = Engine.Tiering;
        bool isQuick = body.CodeLength >= tiering.MinBytes && body.CodeLength <= Tiering.MaxBytes
            && body.LocalCount + Module.FunctionTypeOf(function).Params.Length <= Tiering.MaxLocals;
        return isQuick ? AllocateData([PatienceOf(function), 0]) : 0;
    }
}
