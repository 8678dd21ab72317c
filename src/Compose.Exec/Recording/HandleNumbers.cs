using System.Runtime.CompilerServices;
using Compose.Runtime;
using Compose.Runtime.Abi;
using Compose.Runtime.Text;

namespace Compose.Exec;

/// <summary>
/// Numbers for handles in recordings. A guest's resource has the representation that the guest chose; a host's is
/// numbered when it is first met.
/// </summary>
/// <param name="reserved">Numbers from 1 on that <see cref="Name"/> gives.</param>
internal sealed class HandleNumbers(int reserved = 0) : IHandleNames
{
    private readonly ConditionalWeakTable<object, object> _numbers = [];
    private long _next = reserved;

    /// <summary>For calls between guests, whose resources carry their number themselves.</summary>
    public static HandleNumbers Instance { get; } = new();

    /// <summary>Gives a resource one of the reserved numbers.</summary>
    public void Name(object resource, long number) => _numbers.Add(resource, number);

    public long NumberOf(object resource)
    {
        switch (resource)
        {
            case ResourceHandle guest:
                return guest.Representation;
            case ReplayedHandle replayed:
                return replayed.Number;
        }

        if (_numbers.TryGetValue(resource, out object? known))
        {
            return (long)known;
        }

        long number = Interlocked.Increment(ref _next);
        _numbers.Add(resource, number);
        return number;
    }

    public object ResourceOf(long number, AbiType type) => new ReplayedHandle(number);
}
