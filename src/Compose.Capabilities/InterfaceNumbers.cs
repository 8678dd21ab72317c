namespace Compose.Capabilities;

/// <summary>
/// Small numbers for the interfaces that the host knows, so that counting a call is an index and no lookup. They mean
/// nothing outside the process and only grow with the interfaces that are implemented.
/// </summary>
internal static class InterfaceNumbers
{
    private static readonly Lock s_gate = new();
    private static readonly Dictionary<string, int> s_numbers = new(StringComparer.Ordinal);
    private static readonly List<string> s_names = [];

    public static int Of(string name)
    {
        lock (s_gate)
        {
            if (!s_numbers.TryGetValue(name, out int number))
            {
                number = s_names.Count;
                s_numbers.Add(name, number);
                s_names.Add(name);
            }

            return number;
        }
    }

    public static string NameOf(int number)
    {
        lock (s_gate)
        {
            return s_names[number];
        }
    }
}
