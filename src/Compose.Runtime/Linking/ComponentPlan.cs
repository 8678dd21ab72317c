using Compose.Engine;
using Compose.Wasm.Components;

namespace Compose.Runtime.Linking;

/// <summary>
/// How to instantiate one component: its definitions as steps, with types converted and modules compiled. Shared by all
/// instances of the component.
/// </summary>
internal sealed partial class ComponentPlan
{
    private readonly List<PlanStep> _steps = [];

    public ComponentPlan(ComponentImage image, ResolvedComponent component, bool isRoot)
    {
        Image = image;
        Component = component;
        IsRoot = isRoot;
        Names = component.Syntax.ReadNames();
        Build();
        foreach (PlanStep step in _steps)
        {
            step.Finish(this);
        }
    }

    public ComponentImage Image { get; }

    public ResolvedComponent Component { get; }

    public bool IsRoot { get; }

    /// <summary>The names that the component gives its items, for messages.</summary>
    public ComponentNames Names { get; }

    public TypeConverter Types { get; } = new();

    /// <summary>
    /// Fills a new instance: carries out the steps with the given arguments, which hold every import by name.
    /// </summary>
    public void Run(ComponentInstance instance, Frame? outer, RuntimeInstance arguments, CoreTask task)
    {
        var frame = new Frame(this, instance, outer) { Arguments = arguments, Task = task };
        instance.Exports = frame.Exports;
        foreach (PlanStep step in _steps)
        {
            step.Execute(frame);
        }

        instance.State = InstanceFlags.Idle;
    }
}
