using Compose.Engine;
using Compose.Runtime.Abi;
using Compose.Wasm.Core;

namespace Compose.Runtime.Fusion;

/// <summary>The traps of all adapters that call into one instance: one host function serves them.</summary>
internal sealed class AdapterTraps(ComponentInstance callee)
{
    private static readonly FuncType s_type = new([ValType.I32], []);

    public static CoreFunction Make(ComponentInstance callee) =>
        callee.Store.Core.CreateFunction(s_type, (Action<uint>)new AdapterTraps(callee).Throw);

    private void Throw(uint reason)
    {
        switch ((AdapterTrap)reason)
        {
            case AdapterTrap.CannotLeave:
                Traps.Throw(Traps.CannotLeave);
                break;
            case AdapterTrap.InvalidChar:
                Traps.InvalidChar();
                break;
            case AdapterTrap.InvalidDiscriminant:
                Traps.InvalidDiscriminant();
                break;
            case AdapterTrap.UnalignedPointer:
                Traps.UnalignedPointer();
                break;
            case AdapterTrap.PointerOutOfBounds:
                Traps.Throw("pointer out of bounds of memory");
                break;
            case AdapterTrap.StringOutOfBounds:
                Traps.StringOutOfBounds();
                break;
            case AdapterTrap.ListOutOfBounds:
                Traps.ListOutOfBounds();
                break;
            case AdapterTrap.TooLong:
                Traps.TooLong();
                break;
            case AdapterTrap.ReallocUnaligned:
                Traps.Throw("realloc return: result not aligned");
                break;
            case AdapterTrap.ReallocOutOfBounds:
                Traps.ReallocOutOfBounds();
                break;
            default:
                ComponentInstance instance = callee;
                for (uint i = (uint)AdapterTrap.CannotEnter; i < reason; i++)
                {
                    instance = instance.Parent!;
                }

                instance.ThrowCannotEnter();
                break;
        }
    }
}
