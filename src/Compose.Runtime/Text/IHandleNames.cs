using Compose.Runtime.Abi;

namespace Compose.Runtime.Text;

/// <summary>Numbers for handles in WAVE text (<c>#3</c>), which WAVE itself has no form for: for recordings.</summary>
public interface IHandleNames
{
    /// <summary>The number of a resource: the same whenever the same one is met.</summary>
    long NumberOf(object resource);

    /// <summary>What stands for the resource of a number.</summary>
    object ResourceOf(long number, AbiType type);
}
