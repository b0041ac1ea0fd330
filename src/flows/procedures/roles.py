"""The posts of a management office, with the reporting line of CSH 1.1."""

from __future__ import annotations

from collections.abc import Mapping

from flows.definition import BEYOND, Role

COMPANY_MANAGER = Role("company_manager", "管理处经理", "Company manager", clause="KPI 3.4.3.3, CSH 1.2.1.4")
DIRECTOR = Role("director", "管理处主任", "Director", "company_manager", seats=1, clause="CSH 1.2.1")
CS_SUPERVISOR = Role("cs_supervisor", "客户服务主管", "Customer-service supervisor", "director", clause="CSH 1.2.2")
DUTY_MANAGER = Role("duty_manager", "值班主任", "Duty manager", "director", clause="CSH 5.1.3")
ENGINEERING_SUPERVISOR = Role(
    "engineering_supervisor", "工程部主管", "Engineering supervisor", "director", clause="CSH 5.3.3"
)
SAFETY_SUPERVISOR = Role("safety_supervisor", "安全主管", "Safety supervisor", "director", clause="CSH 5.5.4")
FINANCE = Role("finance", "财务", "Finance", "director", clause="CSH 5.2.4, SSP 2.6")
WAREHOUSE = Role("warehouse", "仓库", "Warehouse", "director", clause="SSP 2.4.3")

FRONT_DESK = Role("front_desk", "前台接待", "Front desk", "cs_supervisor", clause="CSH 1.2.3, SSP 2.2")
LOBBY_LEAD = Role("lobby_lead", "大堂助理班长", "Lobby lead", "cs_supervisor", clause="CSH 1.2.4")
LOBBY_ASSISTANT = Role("lobby_assistant", "大堂助理", "Lobby assistant", "lobby_lead", clause="CSH 1.2.5")
CLEANING_LEAD = Role("cleaning_lead", "保洁班长", "Cleaning lead", "cs_supervisor", clause="CSH 5.7.2")
ARCHIVIST = Role("archivist", "综合管理员", "Archivist", "cs_supervisor", clause="SSP 2.6.1.2, 2.7.1")
TRAINER = Role("trainer", "讲师", "Trainer", "cs_supervisor", clause="CSH 3.2")
TECHNICIAN = Role("technician", "维修服务人员", "Technician", "engineering_supervisor", clause="CSH 5.8, SSP 2.4.2")
SECURITY = Role("security", "保安部", "Security", "safety_supervisor", clause="EMP renovation, CSH 1.2.5.5")

QUALITY_INSPECTOR = Role("quality_inspector", "品质督查员", "Quality inspector", "company_manager", clause="KPI 4.3.5")
OFFICE = Role("office", "办公室", "Office", "company_manager", clause="KPI 4.3.3")
ADMINISTRATOR = Role("administrator", "系统管理员", "Administrator", clause=BEYOND)

ROLES: Mapping[str, Role] = {
    role.code: role
    for role in (
        FRONT_DESK,
        LOBBY_ASSISTANT,
        LOBBY_LEAD,
        CS_SUPERVISOR,
        DUTY_MANAGER,
        ENGINEERING_SUPERVISOR,
        SAFETY_SUPERVISOR,
        DIRECTOR,
        COMPANY_MANAGER,
        FINANCE,
        WAREHOUSE,
        TECHNICIAN,
        CLEANING_LEAD,
        SECURITY,
        ARCHIVIST,
        QUALITY_INSPECTOR,
        OFFICE,
        TRAINER,
        ADMINISTRATOR,
    )
}
