using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Compose.Host.Clr.Code;

/// <summary>The static methods that compiled code calls, by name.</summary>
internal static class Operations
{
    private static readonly ConcurrentDictionary<(Type, string), RuntimeMethodHandle> s_handles = new();

    /// <summary>The handle of a public static method of <paramref name="owner"/> that has no overloads.</summary>
    public static RuntimeMethodHandle HandleOf([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] Type owner, string name) =>
        s_handles.TryGetValue((owner, name), out RuntimeMethodHandle handle) ? handle : Find(owner, name);

    private static RuntimeMethodHandle Find([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] Type owner, string name)
    {
        MethodInfo method = owner.GetMethod(name, BindingFlags.Static | BindingFlags.Public)
            ?? throw new InvalidOperationException($"{owner.Name} has no operation {name}");
        return s_handles[(owner, name)] = method.MethodHandle;
    }
}
