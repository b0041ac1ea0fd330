"""What works on a unit ask for, in additional works (CSH 5.4) and in a renovation (EMP renovation).

The questions about walls are those of the decree on home renovation, article 5; beyond the handbook.
"""

from __future__ import annotations

from flows.definition import Choice, Document, Field

# One field a line.
# fmt: off
NO_WALL, PARTITION = Choice("none", "不涉及墙体", "No wall"), Choice("partition", "非承重墙", "Partition wall")
LOAD_BEARING = Choice("load_bearing", "承重墙、梁柱或楼板", "Load-bearing wall, beam, column or slab")
WALL = Field("wall", "choice", "涉及墙体", "Wall concerned", "承重结构一律不得拆改；不清楚的由工程部核实", "Nothing that bears load is touched; where unknown, engineering finds out",
    choices=(NO_WALL, PARTITION, LOAD_BEARING, Choice("unknown", "不清楚，待核实", "Not known yet")))
WALL_FOUND = Field("wall_found", "choice", "核实墙体性质", "Wall as found", "对照图纸或到现场核实", "By the drawings, or on the spot", choices=(NO_WALL, PARTITION, LOAD_BEARING))
STARTS_ON = Field("starts_on", "date", "开工日期", "Starts on", "计划进场的日子", "The day on which work begins")
ENDS_ON = Field("ends_on", "date", "完工日期", "Ends on", "不早于开工日期", "Not before it starts")
CONTRACTOR = Field("contractor", "text", "施工单位或施工人", "Contractor", "自行施工的写本人", "Themselves, where they do it on their own")

OUTSIDE = ("security_door", "guard_rail", "mosquito_screen")  # seen from the stairs or the street
WORKS = Field("works", "rows", "增加项目", "Additional works", "一项一行", "A line for each", columns=(
    Field("kind", "choice", "项目", "Kind of work", "选最接近的一项", "The nearest", choices=(
        Choice("drilling", "打孔", "Drilling"), Choice("wall_removal", "打墙", "Taking down a wall"),
        Choice("security_door", "防盗门", "Security door"), Choice("guard_rail", "防护栏", "Guard rail"),
        Choice("mosquito_screen", "防蚊纱窗", "Mosquito screen"), Choice("other", "其他", "Other"))),
    Field("where", "text", "部位", "Place", "如主卧北墙", "Such as the north wall of the bedroom"),
    Field("details", "text", "规格或做法", "Details", "尺寸、材料、做法", "Size, material, method", required=False),
))
STYLE_KEPT = Field("style_kept", "flag", "外观与本楼统一样式一致", "As the building's other ones look", "门、护栏、纱窗须填", "For doors, rails and screens", required=False)
ADDITIONAL = (WORKS, WALL, STYLE_KEPT, CONTRACTOR, STARTS_ON, ENDS_ON)
FOUND = (WALL_FOUND, Field("findings", "note", "核查情况", "Findings", "管线、防水、外观、对邻户的影响", "Pipes, waterproofing, looks, and what it means to neighbours"))
SKETCH = Document("works_sketch", "位置示意图或照片", "Sketch or photo of the place", at_least=0)
FILED_COPY = Document("works_copy", "申请表留底（申请人已签收）", "Copy of the application signed by the applicant")
# fmt: on
